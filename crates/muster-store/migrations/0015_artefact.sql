-- Files that attempts have left behind. What is in one is kept as a blob under its SHA-256; two files of an
-- attempt differ in more than capital letters.
CREATE TABLE artefact (
    organisation {text} NOT NULL,
    job          {integer} NOT NULL,
    attempt      {integer} NOT NULL,
    folded       {text} NOT NULL,
    name         {text} NOT NULL,
    size         {integer} NOT NULL CHECK (size >= 0),
    sha256       {bytes} NOT NULL,
    created_at   {integer} NOT NULL,
    PRIMARY KEY (organisation, job, attempt, folded),
    FOREIGN KEY (organisation, job, attempt) REFERENCES attempt (organisation, job, number)
) {strict};

-- Whether a blob is anybody's.
CREATE INDEX artefact_blob ON artefact (organisation, sha256);

-- Artefacts that were not kept, each with the reason, a line for each.
ALTER TABLE attempt ADD COLUMN left_out {text};

-- Where nodes of deborgen say that their files are: they keep them elsewhere.
CREATE TABLE artefact_url (
    organisation {text} NOT NULL,
    job          {integer} NOT NULL,
    place        {integer} NOT NULL CHECK (place > 0),
    url          {text} NOT NULL,
    PRIMARY KEY (organisation, job, place),
    UNIQUE (organisation, job, url),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, number)
) {strict};
