/** How long to wait between looks at what Koldan does in its own time. */

/** Delays between polls in milliseconds. */
const INITIAL_POLL_DELAY = 1000;
const MAX_POLL_DELAY = 30_000;
const POLL_BACKOFF = 1.5;

/** A tenth more or less, at random, so that many executions do not send their requests at the same moment. */
export const withJitter = (milliseconds: number): number =>
	milliseconds * (0.9 + Math.random() / 5);

/** The delay after a number of polls in milliseconds: from 1 s to 30 s. */
export const pollDelay = (polls: number): number =>
	withJitter(Math.min(MAX_POLL_DELAY, INITIAL_POLL_DELAY * POLL_BACKOFF ** polls));
