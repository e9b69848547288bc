-- What an organisation's machines may cost, when they stop by themselves, and who is reminded of them. Without a row
-- there is no limit, nothing stops by itself, and everybody is reminded.
CREATE TABLE cloud_rule (
    organisation        {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    ceiling_per_hour    {integer} CHECK (ceiling_per_hour >= 0),
    default_provider    {text},
    idle_minutes        {integer} CHECK (idle_minutes > 0),
    stopped_days        {integer} CHECK (stopped_days > 0),
    is_reminding        {integer} NOT NULL CHECK (is_reminding IN (0, 1)),
    reminder            {text}
) {strict};

CREATE INDEX operation_over ON operation (ended_at) WHERE state <> 'open';
