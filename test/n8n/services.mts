import { randomBytes } from 'node:crypto';

import { Redis } from 'ioredis';
import pg from 'pg';

import { PATIENCE } from './patience.mts';

/**
 * The PostgreSQL and Redis that queue mode needs. Addresses come from `KOLDAN_POSTGRES_URL` (default
 * `postgres://postgres@127.0.0.1:5432/postgres`; the user must be allowed to create databases) and `KOLDAN_REDIS_URL` (default
 * `redis://127.0.0.1:6379`).
 */
function addresses(): { postgres: URL; redis: URL } {
	return {
		postgres: new URL(
			process.env.KOLDAN_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres',
		),
		redis: new URL(process.env.KOLDAN_REDIS_URL ?? 'redis://127.0.0.1:6379'),
	};
}

const TIMEOUT_MS = 5_000;
const PREFIX = 'koldan_n8n';

async function withPostgres<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
	const client = new pg.Client({
		connectionString: addresses().postgres.href,
		connectionTimeoutMillis: TIMEOUT_MS,
	});
	await client.connect();
	try {
		return await work(client);
	} finally {
		await client.end();
	}
}

async function withRedis<T>(work: (client: Redis) => Promise<T>): Promise<T> {
	const client = new Redis(addresses().redis.href, {
		lazyConnect: true,
		connectTimeout: TIMEOUT_MS,
		maxRetriesPerRequest: 0,
		retryStrategy: () => null,
	});
	client.on('error', () => {});
	try {
		await client.connect();
		return await work(client);
	} finally {
		client.disconnect();
	}
}

/** As {@link servicesMissing}, of PostgreSQL alone. */
export async function postgresMissing(): Promise<string | undefined> {
	try {
		await withPostgres(async (client) => await client.query('SELECT 1'));
		return undefined;
	} catch (error) {
		return `PostgreSQL does not answer at ${addresses().postgres.host} (${(error as Error).message}). Start one there, or set KOLDAN_POSTGRES_URL to one whose user may create databases.`;
	}
}

/** A sentence that says which service can't be reached and how to provide it, or nothing if both are there. */
export async function servicesMissing(): Promise<string | undefined> {
	const { redis } = addresses();
	const missing = [await postgresMissing()].filter((sentence) => sentence !== undefined);
	await withRedis(async (client) => await client.ping()).catch((error: Error) => {
		missing.push(
			`Redis does not answer at ${redis.host} (${error.message}). Start one there, or set KOLDAN_REDIS_URL.`,
		);
	});
	return missing.length > 0
		? `Queue mode needs PostgreSQL and Redis. ${missing.join(' ')}`
		: undefined;
}

/** A database and a Redis prefix that nobody else uses, as n8n's settings. */
export interface QueueServices {
	env: Record<string, string>;
	/** Drops the database and the prefix's keys. */
	remove(): Promise<void>;
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

async function dropDatabase(client: pg.Client, name: string): Promise<void> {
	await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

async function deleteKeys(client: Redis, prefix: string): Promise<void> {
	for await (const keys of client.scanStream({ match: `${prefix}*`, count: 500 }) as AsyncIterable<
		string[]
	>) {
		if (keys.length > 0) await client.unlink(...keys);
	}
}

/** Removes what earlier runs on this machine left because they were killed. Names carry the process id of their owner. */
async function removeLeftovers(): Promise<void> {
	if (!['127.0.0.1', 'localhost'].includes(addresses().postgres.hostname)) return;
	await withPostgres(async (client) => {
		const { rows } = await client.query<{ datname: string }>(
			'SELECT datname FROM pg_database WHERE datname LIKE $1',
			[`${PREFIX}\\_%`],
		);
		for (const { datname } of rows) {
			if (isAlive(Number(datname.split('_')[2]))) continue;
			await dropDatabase(client, datname);
			await withRedis(async (redis) => await deleteKeys(redis, datname));
		}
	});
}

/** A database that nobody else uses, as n8n's settings. */
export interface Database {
	name: string;
	env: Record<string, string>;
	/** Drops it. */
	remove(): Promise<void>;
}

export const databaseName = (): string =>
	`${PREFIX}_${process.pid}_${randomBytes(4).toString('hex')}`;

/** Makes a fresh database in PostgreSQL. */
export async function createPostgresDatabase(): Promise<Database> {
	await removeLeftovers();
	const { postgres } = addresses();
	const name = databaseName();
	await withPostgres(
		async (client) => await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`),
	);
	return {
		name,
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: postgres.hostname,
			DB_POSTGRESDB_PORT: postgres.port || '5432',
			DB_POSTGRESDB_USER: decodeURIComponent(postgres.username),
			DB_POSTGRESDB_PASSWORD: decodeURIComponent(postgres.password),
			DB_POSTGRESDB_DATABASE: name,
			// n8n gives up a query that waits longer than 20 s for one of its few connections, and answers 500.
			DB_POSTGRESDB_CONNECTION_TIMEOUT: String(PATIENCE),
		},
		remove: async () => await withPostgres(async (client) => await dropDatabase(client, name)),
	};
}

/** Makes a fresh database, and a Redis prefix of the same name. */
export async function createQueueServices(): Promise<QueueServices> {
	const { redis } = addresses();
	const { name, env, remove } = await createPostgresDatabase();
	return {
		env: {
			...env,
			QUEUE_BULL_REDIS_HOST: redis.hostname,
			QUEUE_BULL_REDIS_PORT: redis.port || '6379',
			QUEUE_BULL_REDIS_USERNAME: decodeURIComponent(redis.username),
			QUEUE_BULL_REDIS_PASSWORD: decodeURIComponent(redis.password),
			QUEUE_BULL_REDIS_DB: redis.pathname.slice(1) || '0',
			QUEUE_BULL_PREFIX: name,
			N8N_REDIS_KEY_PREFIX: `${name}_n8n`,
		},
		async remove() {
			await remove();
			await withRedis(async (client) => await deleteKeys(client, name));
		},
	};
}
