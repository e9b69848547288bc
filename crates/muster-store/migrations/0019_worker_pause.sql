-- Who keeps a worker from new jobs, since when, why and until when.
ALTER TABLE worker ADD COLUMN pause {text};
