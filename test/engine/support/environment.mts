/**
 * Settings that n8n-core reads when it is loaded. To be imported before n8n-core: its files go to a folder of their own,
 * which is removed after the tests, and it writes no log of its own.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'koldan-engine-'));

Object.assign(process.env, {
	N8N_USER_FOLDER: folder,
	N8N_ENCRYPTION_KEY: 'engine-tests',
	N8N_LOG_LEVEL: 'silent',
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
