-- Answers to creations, so that a repeat under the same key gets the first one's.
CREATE TABLE idempotency (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    actor           {text} NOT NULL,
    route           {text} NOT NULL,
    idempotency_key {text} NOT NULL,
    fingerprint     {bytes} NOT NULL,
    status          {integer} NOT NULL,
    body            {text} NOT NULL,
    request_id      {text} NOT NULL,
    created_at      {integer} NOT NULL,
    expires_at      {integer} NOT NULL,
    PRIMARY KEY (organisation, actor, route, idempotency_key)
) {strict};

CREATE INDEX idempotency_expiry ON idempotency (expires_at);
