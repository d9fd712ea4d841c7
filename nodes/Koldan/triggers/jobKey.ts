import { createHash } from 'crypto';

/** A short form of a job's id, for long lists of jobs that only have to be recognised: 72 bits of its hash. */
export const jobKey = (id: string): string =>
	createHash('sha256').update(id.toLowerCase()).digest('base64url').slice(0, 12);
