-- What people say of a cloud worker or an environment that its provider is not told, and what it last said of itself.
CREATE TABLE resource_detail (
    organisation {text} NOT NULL REFERENCES organisation (id),
    resource     {text} NOT NULL,
    said         {text} NOT NULL,
    token_hash   {bytes},
    report       {text},
    reported_at  {integer},
    active_at    {integer},
    PRIMARY KEY (organisation, resource)
) {strict};

-- A report brings a token and says nothing of whose it is.
CREATE INDEX resource_detail_resource ON resource_detail (resource);
