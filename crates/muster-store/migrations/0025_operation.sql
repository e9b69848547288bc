-- A wish about a resource, until it came true or cannot. There is at most one open one for a resource.
CREATE TABLE operation (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    id              {text} NOT NULL UNIQUE,
    kind            {text} NOT NULL,
    resource        {text} NOT NULL,
    is_forced       {integer} NOT NULL CHECK (is_forced IN (0, 1)),
    state           {text} NOT NULL CHECK (state IN ('open', 'done', 'failed', 'superseded')),
    reason          {text},
    said            {text},
    failure         {text},
    steps           {text} NOT NULL,
    deadline        {integer} NOT NULL,
    next_at         {integer} NOT NULL,
    version         {integer} NOT NULL CHECK (version > 0),
    created_at      {integer} NOT NULL,
    created_by      {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    ended_at        {integer},
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, resource) REFERENCES resource (organisation, id),
    CHECK ((state = 'open') = (ended_at IS NULL))
) {strict};

CREATE UNIQUE INDEX operation_open ON operation (organisation, resource) WHERE state = 'open';

CREATE INDEX operation_due ON operation (next_at) WHERE state = 'open';

CREATE INDEX operation_latest ON operation (organisation, created_at, id);
