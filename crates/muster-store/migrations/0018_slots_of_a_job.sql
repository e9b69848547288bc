-- A job may take several slots, and jobs of a lane take the same number.
CREATE TABLE lane_with_slots (
    organisation {text} NOT NULL REFERENCES organisation (id),
    number       {integer} NOT NULL CHECK (number > 0),
    submitter    {text} NOT NULL,
    requirements {text} NOT NULL,
    slots        {integer} NOT NULL CHECK (slots > 0),
    PRIMARY KEY (organisation, number),
    UNIQUE (organisation, submitter, requirements, slots)
) {strict};

INSERT INTO lane_with_slots (organisation, number, submitter, requirements, slots)
SELECT organisation, number, submitter, requirements, 1 FROM lane;

DROP TABLE lane;
ALTER TABLE lane_with_slots RENAME TO lane;
