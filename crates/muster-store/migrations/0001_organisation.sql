-- The owner of every row. The operator of this machine has one.
CREATE TABLE organisation (
    id         {text} NOT NULL PRIMARY KEY,
    name       {text} NOT NULL,
    is_local   {integer} NOT NULL CHECK (is_local IN (0, 1)),
    created_at {integer} NOT NULL
) {strict};

CREATE UNIQUE INDEX organisation_local ON organisation (is_local) WHERE is_local = 1;
