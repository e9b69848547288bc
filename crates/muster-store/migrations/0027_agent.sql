-- Programs that act on somebody's behalf. One that is over stays as a record, and its address is free again.
CREATE TABLE agent (
    organisation    {text} NOT NULL REFERENCES organisation (id),
    id              {text} NOT NULL UNIQUE,
    email           {text} NOT NULL,
    name            {text} NOT NULL,
    description     {text} NOT NULL,
    kind            {text} NOT NULL,
    version         {text} NOT NULL,
    capabilities    {text} NOT NULL,
    owner           {text} NOT NULL,
    deployment      {text} NOT NULL,
    endpoint        {text},
    card            {text},
    state           {text} NOT NULL CHECK (state IN ('active', 'suspended', 'decommissioned')),
    is_public       {integer} NOT NULL CHECK (is_public IN (0, 1)),
    published_at    {integer},
    hidden          {text},
    reports         {integer} NOT NULL CHECK (reports >= 0),
    changes         {integer} NOT NULL CHECK (changes > 0),
    created_at      {integer} NOT NULL,
    created_by      {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    updated_at      {integer} NOT NULL,
    PRIMARY KEY (organisation, id)
) {strict};

CREATE UNIQUE INDEX agent_email ON agent (organisation, email) WHERE state <> 'decommissioned';

CREATE INDEX agent_created ON agent (organisation, created_at, id);

CREATE INDEX agent_listed ON agent (published_at, id) WHERE is_public = 1 AND state = 'active' AND hidden IS NULL;

-- How they prove themselves. The secret itself is never here, only its hash.
CREATE TABLE agent_credential (
    organisation    {text} NOT NULL,
    id              {text} NOT NULL UNIQUE,
    agent           {text} NOT NULL,
    secret_hash     {bytes} NOT NULL,
    scopes          {text} NOT NULL,
    created_at      {integer} NOT NULL,
    created_by      {text} NOT NULL,
    request_id      {text} NOT NULL,
    idempotency_key {text},
    expires_at      {integer},
    revoked_at      {integer},
    successor       {text},
    last_used_at    {integer},
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, agent) REFERENCES agent (organisation, id)
) {strict};

CREATE INDEX agent_credential_of ON agent_credential (organisation, agent, created_at, id);
