-- What was used, counted once. Totals are sums over these rows and can be computed again.
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
    PRIMARY KEY (organisation, job, attempt, meter, sequence),
    FOREIGN KEY (organisation, job, attempt) REFERENCES attempt (organisation, job, number)
) {strict};

CREATE INDEX usage_event_period ON usage_event (organisation, meter, at, quantity);

{append_only usage_event}
