import { PATIENCE } from './patience.mts';

/** A test waits for several things, one after the other. */
jest.setTimeout(3 * PATIENCE);
