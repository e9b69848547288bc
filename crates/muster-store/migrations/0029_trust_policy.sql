-- Which runs of foreign workflows are taken, and what they get. They are tried in the order in which they came.
CREATE TABLE trust_policy (
    organisation        {text} NOT NULL REFERENCES organisation (id),
    id                  {text} NOT NULL UNIQUE,
    repository_id       {integer} NOT NULL CHECK (repository_id > 0),
    repository_owner_id {integer} NOT NULL CHECK (repository_owner_id > 0),
    git_ref             {text},
    environment         {text},
    workflow            {text},
    events              {text} NOT NULL,
    admits_outsiders    {integer} NOT NULL CHECK (admits_outsiders IN (0, 1)),
    agent               {text},
    scopes              {text} NOT NULL,
    created_at          {integer} NOT NULL,
    created_by          {text} NOT NULL,
    request_id          {text} NOT NULL,
    idempotency_key     {text},
    PRIMARY KEY (organisation, id),
    FOREIGN KEY (organisation, agent) REFERENCES agent (organisation, id)
) {strict};

CREATE INDEX trust_policy_order ON trust_policy (organisation, created_at, id);
