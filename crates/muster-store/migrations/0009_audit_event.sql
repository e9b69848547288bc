-- Who did what. Each row carries a hash over itself and the hash of the one before.
CREATE TABLE audit_event (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    sequence        {integer} NOT NULL CHECK (sequence > 0),
    at              {integer} NOT NULL,
    actor           {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    action          {text} NOT NULL,
    target          {text} NOT NULL,
    detail          {text} NOT NULL,
    hash            {bytes} NOT NULL,
    PRIMARY KEY (organisation, sequence)
) {strict};

{append_only audit_event}
