-- The last number that was given to a job of an organisation.
CREATE TABLE job_sequence (
    organisation {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    last_number  {integer} NOT NULL CHECK (last_number > 0)
) {strict};

-- What is to be run and how it goes. A job has a holder while it is leased or running, a time to
-- try again while it waits for one, and an end once it is over; never otherwise.
CREATE TABLE job (
    organisation        {text} NOT NULL REFERENCES organisation (id),
    number              {integer} NOT NULL CHECK (number > 0),
    specification       {text} NOT NULL,
    search              {text} NOT NULL,
    state               {text} NOT NULL,
    attempts            {integer} NOT NULL CHECK (attempts >= 0),
    failures            {integer} NOT NULL CHECK (failures >= 0),
    crashes             {integer} NOT NULL CHECK (crashes >= 0),
    max_attempts        {integer} NOT NULL CHECK (max_attempts > 0),
    is_cancel_requested {integer} NOT NULL CHECK (is_cancel_requested IN (0, 1)),
    retry_at            {integer},
    holder              {text},
    fence_epoch         {integer},
    fence_counter       {integer},
    attempt             {integer},
    ended_at            {integer},
    started_at          {integer},
    exit_code           {integer},
    reason              {text},
    detail              {text},
    worker              {text},
    created_at          {integer} NOT NULL,
    created_by          {text} NOT NULL,
    request_id          {text} NOT NULL,
    idempotency_key     {text},
    PRIMARY KEY (organisation, number),
    FOREIGN KEY (organisation, holder) REFERENCES worker (organisation, id),
    FOREIGN KEY (organisation, worker) REFERENCES worker (organisation, id),
    CHECK (state IN ('queued', 'retry_wait', 'leased', 'running', 'succeeded', 'failed',
                     'cancelled', 'timed_out', 'quarantined')),
    CHECK ((state = 'retry_wait') = (retry_at IS NOT NULL)),
    CHECK ((state IN ('leased', 'running')) = (holder IS NOT NULL)),
    CHECK ((holder IS NULL) = (fence_epoch IS NULL)),
    CHECK ((holder IS NULL) = (fence_counter IS NULL)),
    CHECK ((holder IS NULL) = (attempt IS NULL)),
    CHECK ((state IN ('queued', 'retry_wait', 'leased', 'running')) = (ended_at IS NULL))
) {strict};

-- A page of one state, newest first, and the number of jobs in each state.
CREATE INDEX job_state ON job (organisation, state, number);
-- Dispatch: what waits, oldest first over all organisations.
CREATE INDEX job_queued ON job (created_at, organisation, number) WHERE state = 'queued';
-- The reaper and a restart: what somebody holds.
CREATE INDEX job_held ON job (organisation, number) WHERE holder IS NOT NULL;
CREATE INDEX job_retry ON job (retry_at) WHERE retry_at IS NOT NULL;
-- The overview: what ended lately.
CREATE INDEX job_ended ON job (organisation, ended_at, state) WHERE ended_at IS NOT NULL;
