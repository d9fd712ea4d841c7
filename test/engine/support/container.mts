/** The container that n8n-core takes its services from. Other copies of these packages may be installed beside its own. */
import './environment.mts';
import { createRequire } from 'node:module';
import type { BinaryDataService } from 'n8n-core';

const ofThisFile = createRequire(import.meta.filename);
const ofEngine = createRequire(ofThisFile.resolve('n8n-core'));

export const { Container } = ofEngine('@n8n/di') as typeof import('@n8n/di');

export type EngineLogger = ConstructorParameters<typeof BinaryDataService>[2];
export const { Logger } = ofEngine('@n8n/backend-common') as { Logger: new () => EngineLogger };
