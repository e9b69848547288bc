-- What a job needs: others that must be over before it is queued. A need is open until the job has
-- heard that the other one is over.
CREATE TABLE need (
    organisation {text} NOT NULL,
    job          {integer} NOT NULL,
    needed       {integer} NOT NULL,
    is_open      {integer} NOT NULL CHECK (is_open IN (0, 1)),
    PRIMARY KEY (organisation, job, needed),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, number),
    FOREIGN KEY (organisation, needed) REFERENCES job (organisation, number),
    CHECK (job <> needed)
) {strict};

-- What needs a job, and who of those has not heard of its end.
CREATE INDEX need_needed ON need (organisation, needed, job);
CREATE INDEX need_open ON need (organisation, needed, job) WHERE is_open = 1;

-- Jobs that are over and needed by more than could be told at once.
CREATE TABLE need_untold (
    organisation {text} NOT NULL,
    needed       {integer} NOT NULL,
    PRIMARY KEY (organisation, needed),
    FOREIGN KEY (organisation, needed) REFERENCES job (organisation, number)
) {strict};

-- A job that waits for others is 'queued' and blocked.
ALTER TABLE job ADD COLUMN is_blocked {integer} NOT NULL DEFAULT 0 CHECK (is_blocked IN (0, 1));
-- The first job of the request that it was submitted in with others.
ALTER TABLE job ADD COLUMN batch {integer};

DROP INDEX job_state;
CREATE INDEX job_state ON job (organisation, task_of, state, is_blocked, number);
CREATE INDEX job_batch ON job (organisation, batch, number) WHERE batch IS NOT NULL;
