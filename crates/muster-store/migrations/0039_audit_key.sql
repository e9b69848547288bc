-- Which keys the audit log of an organisation was sealed with before its present one, and up to which place. A key is made of a
-- secret that is kept elsewhere and of its number, so nothing secret is here.
CREATE TABLE audit_key (
    organisation {text} NOT NULL REFERENCES organisation (id),
    generation   {integer} NOT NULL CHECK (generation >= 0),
    last         {integer} NOT NULL CHECK (last >= 0),
    retired_at   {integer} NOT NULL,
    PRIMARY KEY (organisation, generation)
) {strict};
