import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Issuer } from './issuer.mts';

/** Every scope that an operation of the contract asks for. */
export const ALL_SCOPES = [
	'speech:files:read',
	'speech:files:write',
	'speech:transcriptions:read',
	'speech:transcriptions:write',
	'speech:transcriptions:delete',
	'speech:summaries:read',
	'speech:summaries:write',
	'speech:languages:read',
	'speech:model-aliases:read',
] as const;

/** The user that `apiKey`, `jwt` and keys without a user belong to. */
export const DEFAULT_USER = 'user-1';

export interface Identity {
	user: string;
	scopes: Set<string>;
	kind: 'apiKey' | 'jwt';
}

interface Grant {
	user: string;
	scopes: string[];
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** API keys (`kk-` and 64 characters) and signed, expiring JWTs. */
export class Credentials {
	private keys = new Map<string, Grant>();
	private jwtSecret = randomBytes(32).toString('hex');

	/** A sign-in service whose tokens are taken as well. */
	private readonly issuer?: Issuer;

	constructor(issuer?: Issuer) {
		this.issuer = issuer;
	}

	createKey(scopes: readonly string[], user = DEFAULT_USER): string {
		const key = `kk-${randomBytes(32).toString('hex')}`;
		this.keys.set(key, { user, scopes: [...scopes] });
		return key;
	}

	createJwt(
		scopes: readonly string[],
		{ user = DEFAULT_USER, expiresInSeconds = 86_400 } = {},
	): string {
		const exp = Math.floor(Date.now() / 1_000) + expiresInSeconds;
		const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: user, scope: scopes.join(' '), exp })}`;
		return `${content}.${this.sign(content)}`;
	}

	revoke(key: string): void {
		this.keys.delete(key);
	}

	/** If both headers are sent, the API key counts and the bearer token is ignored. */
	async authenticate(headers: {
		apiKey?: string;
		authorization?: string;
	}): Promise<Identity | undefined> {
		if (headers.apiKey !== undefined) {
			const grant = this.keys.get(headers.apiKey);
			return grant && { user: grant.user, scopes: new Set(grant.scopes), kind: 'apiKey' };
		}
		const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
		if (token === undefined) return undefined;
		return this.verify(token) ?? (await this.issuer?.verify(token));
	}

	/** What a restarted server needs to know the same keys and tokens again. */
	save(): { keys: Array<[string, Grant]>; jwtSecret: string } {
		return { keys: [...this.keys], jwtSecret: this.jwtSecret };
	}

	load(saved: ReturnType<Credentials['save']>): void {
		this.keys = new Map(saved.keys);
		this.jwtSecret = saved.jwtSecret;
	}

	private verify(token: string): Identity | undefined {
		const end = token.lastIndexOf('.');
		const [content, signature] = [token.slice(0, end), token.slice(end + 1)];
		const expected = Buffer.from(this.sign(content));
		const given = Buffer.from(signature);
		if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
		const claims = JSON.parse(Buffer.from(content.split('.')[1], 'base64url').toString()) as {
			sub: string;
			scope: string;
			exp: number;
		};
		if (claims.exp * 1_000 <= Date.now()) return undefined;
		return { user: claims.sub, scopes: new Set(claims.scope.split(' ')), kind: 'jwt' };
	}

	private sign(content: string): string {
		return createHmac('sha256', this.jwtSecret).update(content).digest('base64url');
	}
}
