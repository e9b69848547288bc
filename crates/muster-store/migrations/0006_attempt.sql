-- Tries of a job. A row that has ended never changes again.
CREATE TABLE attempt (
    organisation  {text} NOT NULL REFERENCES organisation (id),
    job           {integer} NOT NULL,
    number        {integer} NOT NULL CHECK (number > 0),
    worker        {text} NOT NULL,
    fence_epoch   {integer} NOT NULL,
    fence_counter {integer} NOT NULL,
    state         {text} NOT NULL CHECK (state IN ('leased', 'running', 'ended')),
    leased_at     {integer} NOT NULL,
    started_at    {integer},
    ended_at      {integer},
    exit_code     {integer},
    reason        {text},
    detail        {text},
    lease_hash    {bytes},
    log_size      {integer} CHECK (log_size >= 0),
    PRIMARY KEY (organisation, job, number),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, number),
    FOREIGN KEY (organisation, worker) REFERENCES worker (organisation, id),
    CHECK ((state = 'ended') = (ended_at IS NOT NULL)),
    CHECK (ended_at IS NOT NULL OR (exit_code IS NULL AND reason IS NULL AND detail IS NULL))
) {strict};

-- One owner: a job has at most one attempt that has not ended.
CREATE UNIQUE INDEX attempt_live ON attempt (organisation, job) WHERE ended_at IS NULL;
