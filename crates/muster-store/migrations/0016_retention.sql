-- What is kept of jobs that are over. Without a row here it is everything.
CREATE TABLE retention (
    organisation {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    rules        {text} NOT NULL
) {strict};

-- Jobs and tasks that were chosen to go. Their rows go first, then their logs, and this row last.
CREATE TABLE leaving (
    organisation {text} NOT NULL REFERENCES organisation (id),
    job          {integer} NOT NULL,
    PRIMARY KEY (organisation, job)
) {strict};

CREATE INDEX job_label_job ON job_label (organisation, job);

-- What was used stays counted when its attempt has gone, so it refers to none any more.
ALTER TABLE usage_event RENAME TO usage_event_of_attempt;
DROP INDEX usage_event_period;

CREATE TABLE usage_event (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    id              {text} NOT NULL UNIQUE,
    meter           {text} NOT NULL,
    quantity        {integer} NOT NULL CHECK (quantity >= 0),
    job             {integer} NOT NULL,
    attempt         {integer} NOT NULL,
    sequence        {integer} NOT NULL,
    worker          {text} NOT NULL,
    at              {integer} NOT NULL,
    actor           {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    PRIMARY KEY (organisation, job, attempt, meter, sequence)
) {strict};

INSERT INTO usage_event
       (organisation, id, meter, quantity, job, attempt, sequence, worker, at, actor, request_id,
        idempotency_key)
SELECT organisation, id, meter, quantity, job, attempt, sequence, worker, at, actor, request_id,
       idempotency_key
  FROM usage_event_of_attempt;

DROP TABLE usage_event_of_attempt;

CREATE INDEX usage_event_period ON usage_event (organisation, meter, at, quantity);
{append_only usage_event}
