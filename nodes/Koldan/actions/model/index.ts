import type { Resource } from '../operation';
import { getAll } from './getAll';

/** The models to transcribe with. */
export const model: Resource = { value: 'model', name: 'Model', operations: [getAll] };
