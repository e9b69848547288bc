-- About the deployment, not about anybody's work: these two tables have no organisation.
CREATE TABLE coordinator (
    singleton {integer} NOT NULL PRIMARY KEY CHECK (singleton = 1),
    epoch     {integer} NOT NULL CHECK (epoch > 0),
    holder    {text} NOT NULL,
    taken_at  {integer} NOT NULL
) {strict};

CREATE TABLE setting (
    name  {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
) {strict};
