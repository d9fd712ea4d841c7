/**
 * On a shared machine of a build service, everything can be slowed down at the same moment. There, a failed test is tried
 * once more; its first error is printed all the same.
 */
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
