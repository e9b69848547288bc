-- Labels of jobs, each as `name=value`: a list of those that have one walks along the key.
CREATE TABLE job_label (
    organisation {text} NOT NULL,
    label        {text} NOT NULL,
    job          {integer} NOT NULL,
    PRIMARY KEY (organisation, label, job),
    FOREIGN KEY (organisation, job) REFERENCES job (organisation, number)
) {strict};
