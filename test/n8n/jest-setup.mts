import { PATIENCE } from './patience.mts';

/** A test waits for several things, one after the other. */
jest.setTimeout(3 * PATIENCE);

/**
 * On a shared machine of a build service, several real processes can be slowed down at the same moment. There, a failed test
 * is tried once more; its first error is printed all the same.
 */
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
