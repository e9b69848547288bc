-- Which provider of models may be shown the ends of an organisation's logs; a row for each that has agreed.
CREATE TABLE ai_consent (
    organisation {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    provider     {text} NOT NULL,
    given_at     {integer} NOT NULL,
    given_by     {text} NOT NULL
) {strict};
