-- Credentials. The secret itself is never here, only its hash.
CREATE TABLE token (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    id              {text} NOT NULL UNIQUE,
    kind            {text} NOT NULL CHECK (kind IN ('operator', 'readonly', 'join', 'console')),
    name            {text} NOT NULL,
    secret_hash     {bytes} NOT NULL,
    labels          {text} NOT NULL,
    created_at      {integer} NOT NULL,
    created_by      {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    expires_at      {integer} NOT NULL,
    last_used_at    {integer},
    used_at         {integer},
    revoked_at      {integer},
    revoked_by      {text},
    revoked_in      {text},
    PRIMARY KEY (organisation, id),
    CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
    CHECK ((revoked_at IS NULL) = (revoked_in IS NULL))
) {strict};

CREATE INDEX token_created ON token (organisation, created_at, id);
