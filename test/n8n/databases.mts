import mysql from 'mysql2/promise';

import { HarnessError } from './harness-error.mts';
import { createPostgresDatabase, databaseName, postgresMissing } from './services.mts';
import type { Database } from './services.mts';
import { chosenVersion, isAtLeast } from './versions.mts';

const DATABASES = ['sqlite', 'postgres', 'mariadb'] as const;

/** Where the shared n8n keeps its data: the environment variable `KOLDAN_DATABASE`, else SQLite. */
export function chosenDatabase(): (typeof DATABASES)[number] {
	const given = process.env.KOLDAN_DATABASE || 'sqlite';
	const database = DATABASES.find((name) => name === given);
	if (!database) throw new HarnessError(`There is no database ${given}: ${DATABASES.join(', ')}`);
	if (database === 'mariadb' && isAtLeast(chosenVersion(), '2.0.0'))
		throw new HarnessError('n8n knows MariaDB only before version 2: add --n8n 1.123.81');
	return database;
}

/** Default: root without a password on this machine. The user must be allowed to create databases. */
const mariadbUrl = (): URL =>
	new URL(process.env.KOLDAN_MARIADB_URL ?? 'mysql://root@127.0.0.1:3306');

async function withMariadb(statement: string): Promise<void> {
	const connection = await mysql.createConnection({
		uri: mariadbUrl().href,
		connectTimeout: 5_000,
	});
	try {
		await connection.query(statement);
	} finally {
		await connection.end();
	}
}

/** A sentence that says that the chosen database can't be reached and how to provide it, or nothing if it is there. */
export async function databaseMissing(): Promise<string | undefined> {
	const database = chosenDatabase();
	if (database === 'sqlite') return undefined;
	if (database === 'postgres') return await postgresMissing();
	try {
		await withMariadb('SELECT 1');
		return undefined;
	} catch (error) {
		return `MariaDB does not answer at ${mariadbUrl().host} (${(error as Error).message}). Start one there, or set KOLDAN_MARIADB_URL to one whose user may create databases.`;
	}
}

async function createMariadbDatabase(): Promise<Database> {
	const { hostname, port, username, password } = mariadbUrl();
	const name = databaseName();
	await withMariadb(`CREATE DATABASE ${name}`);
	return {
		name,
		env: {
			DB_TYPE: 'mariadb',
			DB_MYSQLDB_HOST: hostname,
			DB_MYSQLDB_PORT: port || '3306',
			DB_MYSQLDB_USER: decodeURIComponent(username),
			DB_MYSQLDB_PASSWORD: decodeURIComponent(password),
			DB_MYSQLDB_DATABASE: name,
		},
		remove: async () => await withMariadb(`DROP DATABASE ${name}`),
	};
}

/** Makes a fresh database of the chosen kind; n8n makes SQLite's itself. */
export async function createChosenDatabase(): Promise<Pick<Database, 'env' | 'remove'>> {
	const database = chosenDatabase();
	if (database === 'sqlite') return { env: {}, remove: async () => {} };
	return await (database === 'postgres' ? createPostgresDatabase() : createMariadbDatabase());
}
