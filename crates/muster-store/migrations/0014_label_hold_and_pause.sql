-- Labels of jobs, each as `name=value`: a list of those that have one walks along the key.
CREATE TABLE job_label (
    organisation {text} NOT NULL,
    label        {text} NOT NULL,
    job          {integer} NOT NULL,
    PRIMARY KEY (organisation, label, job),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, number)
) {strict};

-- Who holds a job back, since when and why. Its tasks are held with an array, and have no hold of their own.
ALTER TABLE job ADD COLUMN hold {text};

-- An organisation whose queue is paused has a row here, which says by whom, since when and why.
CREATE TABLE queue_pause (
    organisation {text} NOT NULL PRIMARY KEY REFERENCES organisation (id),
    pause        {text} NOT NULL
) {strict};
