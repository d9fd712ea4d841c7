import type { Resource } from '../operation';
import { get } from './get';

/** What may still be used. */
export const quota: Resource = { value: 'quota', name: 'Quota', operations: [get] };
