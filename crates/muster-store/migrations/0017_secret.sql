-- Secrets that jobs name. What is kept is sealed with a key that is kept elsewhere.
CREATE TABLE secret (
    organisation {text} NOT NULL REFERENCES organisation (id),
    name         {text} NOT NULL,
    sealed       {text} NOT NULL,
    updated_at   {integer} NOT NULL,
    updated_by   {text} NOT NULL,
    request_id   {text} NOT NULL,
    PRIMARY KEY (organisation, name)
) {strict};
