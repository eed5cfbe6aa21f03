// Words at the beginning of the memory by which the main thread hands out a job.

/** 1 while a job may be entered. */
export const OPEN = 1;
/** Counts jobs; what threads wait on. */
export const TICKET = 2;
/** Threads inside the job. */
export const INSIDE = 3;
/** The next item that nobody has taken. */
export const NEXT = 4;
export const ITEMS = 5;
/** Items taken at once. */
export const CHUNK = 6;
/** Which export to call. */
export const KERNEL = 7;
/** Threads that are ready. */
export const READY = 8;
/** 1 when the kernel of a job threw in another thread. */
export const FAILED = 9;
/** Where the arguments of the job begin, as a word; 256 of them. */
export const ARGUMENTS = 64;
