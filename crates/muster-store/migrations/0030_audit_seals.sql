-- Who did what. A row is written without a place, in the transaction of its change, and never changes. What is in
-- audit_event was written before there were seals; it stays a chain of its own, to which nothing is added.
CREATE TABLE audit_record (
    number          {counted},
    organisation    {text} NOT NULL REFERENCES organisation (id),
    at              {integer} NOT NULL,
    actor           {text} NOT NULL,
    action          {text} NOT NULL,
    target          {text} NOT NULL,
    outcome         {text} NOT NULL CHECK (outcome IN ('succeeded', 'denied', 'failed')),
    detail          {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text}
) {strict};

CREATE INDEX audit_record_newest ON audit_record (organisation, number);

{append_only audit_record}

-- What ties a record to its place in the log.
CREATE TABLE audit_seal (
    organisation {text} NOT NULL REFERENCES organisation (id),
    sequence     {integer} NOT NULL CHECK (sequence > 0),
    number       {integer} NOT NULL UNIQUE REFERENCES audit_record (number),
    link         {bytes} NOT NULL,
    code         {bytes} NOT NULL,
    key          {text} NOT NULL,
    PRIMARY KEY (organisation, sequence)
) {strict};

{append_only audit_seal}

-- Records that wait for their seals.
CREATE TABLE audit_unsealed (
    organisation {text} NOT NULL REFERENCES organisation (id),
    number       {integer} NOT NULL,
    PRIMARY KEY (organisation, number)
) {strict};

-- How far the log of an organisation went, signed. The same is kept outside of the database.
CREATE TABLE audit_head (
    organisation {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    head         {text} NOT NULL
) {strict};
