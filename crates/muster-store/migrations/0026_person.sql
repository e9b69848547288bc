-- Somebody with an account. A person belongs to no organisation by being one; memberships say where they do.
CREATE TABLE person (
    id              {text} NOT NULL PRIMARY KEY,
    email           {text} NOT NULL UNIQUE,
    is_email_proven {integer} NOT NULL CHECK (is_email_proven IN (0, 1)),
    name            {text} NOT NULL,
    image           {text},
    password_hash   {text},
    created_at      {integer} NOT NULL,
    updated_at      {integer} NOT NULL,
    request_id      {text} NOT NULL
) {strict};

-- How a person signs in with somebody who knows them. The key is the provider and its number, never an address.
CREATE TABLE person_account (
    account_key {text} NOT NULL PRIMARY KEY,
    person      {text} NOT NULL REFERENCES person (id),
    created_at  {integer} NOT NULL
) {strict};

CREATE TABLE membership (
    organisation {text} NOT NULL REFERENCES organisation (id),
    id           {text} NOT NULL UNIQUE,
    person       {text} NOT NULL REFERENCES person (id),
    role         {text} NOT NULL CHECK (role IN ('viewer', 'operator', 'owner')),
    created_at   {integer} NOT NULL,
    created_by   {text} NOT NULL,
    request_id   {text} NOT NULL,
    updated_at   {integer} NOT NULL,
    updated_by   {text} NOT NULL,
    PRIMARY KEY (organisation, person)
) {strict};

CREATE INDEX membership_of ON membership (person, created_at);

-- A wish that somebody may belong to an organisation. It is used once; only the hash of its secret is here.
CREATE TABLE invitation (
    organisation {text} NOT NULL REFERENCES organisation (id),
    id           {text} NOT NULL UNIQUE,
    token        {text} NOT NULL UNIQUE,
    secret_hash  {bytes} NOT NULL,
    email        {text},
    role         {text} NOT NULL CHECK (role IN ('viewer', 'operator', 'owner')),
    created_at   {integer} NOT NULL,
    created_by   {text} NOT NULL,
    request_id   {text} NOT NULL,
    expires_at   {integer} NOT NULL,
    ended_at     {integer},
    accepted_by  {text} REFERENCES person (id),
    PRIMARY KEY (organisation, id),
    CHECK (accepted_by IS NULL OR ended_at IS NOT NULL)
) {strict};

-- That a person has signed in. The secret itself is never here, only its hash.
CREATE TABLE person_session (
    id           {text} NOT NULL PRIMARY KEY,
    person       {text} NOT NULL REFERENCES person (id),
    secret_hash  {bytes} NOT NULL,
    address      {text},
    agent        {text},
    created_at   {integer} NOT NULL,
    request_id   {text} NOT NULL,
    expires_at   {integer} NOT NULL,
    last_used_at {integer} NOT NULL,
    revoked_at   {integer}
) {strict};

CREATE INDEX person_session_of ON person_session (person, created_at);

CREATE INDEX person_session_end ON person_session (expires_at);

-- A session that is handed over to another program, once.
CREATE TABLE handoff (
    hash       {bytes} NOT NULL PRIMARY KEY,
    person     {text} NOT NULL REFERENCES person (id),
    created_at {integer} NOT NULL,
    request_id {text} NOT NULL,
    expires_at {integer} NOT NULL,
    used_at    {integer}
) {strict};
