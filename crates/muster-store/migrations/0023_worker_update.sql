-- To which version a worker is brought, and how far that is.
ALTER TABLE worker ADD COLUMN last_update {text};
