/** The call was wrong: nothing was read, and the exit code is 2. */
export class UsageError extends Error {}

/** The call was right, but the file could not be read: the exit code is 1. */
export class FileError extends Error {}
