-- Lists of what ran on one worker, by state and newest first; tasks are listed by their array.
CREATE INDEX job_worker ON job (organisation, worker, state, number, task_of)
 WHERE worker IS NOT NULL AND task_of IS NULL;
CREATE INDEX worker_name ON worker (organisation, name, id);

-- A label is found by its name alone, too: what stands before the first `=`.
INSERT INTO job_label (organisation, label, job)
SELECT DISTINCT organisation,
       substr(label, 1, length(label) - length(
           ltrim(label, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./'))),
       job
  FROM job_label;
