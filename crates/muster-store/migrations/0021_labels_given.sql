-- What people gave a worker. The other labels are what it found of itself, and go when it does not find them any more.
ALTER TABLE worker ADD COLUMN given_labels {text};

UPDATE worker
   SET given_labels = (SELECT token.labels
                         FROM token
                        WHERE token.organisation = worker.organisation AND token.id = worker.joined_with)
 WHERE joined_with IS NOT NULL;
