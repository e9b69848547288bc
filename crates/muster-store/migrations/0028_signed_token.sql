-- The keys that tokens are signed with. The private half is sealed with a key that is kept elsewhere; a key
-- that comes from the settings has none here.
CREATE TABLE signing_key (
    id         {text} NOT NULL PRIMARY KEY,
    role       {text} NOT NULL CHECK (role IN ('current', 'next', 'retired')),
    public     {text} NOT NULL,
    sealed     {text},
    created_at {integer} NOT NULL,
    until      {integer},
    CHECK ((role = 'retired') = (until IS NOT NULL))
) {strict};

CREATE UNIQUE INDEX signing_key_role ON signing_key (role) WHERE role <> 'retired';

-- Tokens that were taken back, for as long as they would have counted.
CREATE TABLE revoked_token (
    organisation {text} NOT NULL REFERENCES organisation (id),
    id           {text} NOT NULL PRIMARY KEY,
    until        {integer} NOT NULL,
    revoked_at   {integer} NOT NULL,
    revoked_by   {text} NOT NULL,
    request_id   {text} NOT NULL
) {strict};

CREATE INDEX revoked_token_until ON revoked_token (until);

-- Names of things that count once, for as long as they would be taken.
CREATE TABLE spent_name (
    organisation {text} NOT NULL REFERENCES organisation (id),
    name         {text} NOT NULL PRIMARY KEY,
    until        {integer} NOT NULL
) {strict};

CREATE INDEX spent_name_until ON spent_name (until);
