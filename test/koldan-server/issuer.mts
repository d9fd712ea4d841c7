/** A sign-in service of one's own: an OpenID provider whose access tokens the local Koldan server takes. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import Provider from 'oidc-provider';
import { ALL_SCOPES, DEFAULT_USER, type Identity } from './credentials.mts';

export interface IssuerOptions {
	/** Seconds that an access token lives. Default 3,600. */
	tokenSeconds?: number;
	/** Where people are sent back to after they have signed in; n8n's is `…/rest/oauth2-credential/callback`. Default: nobody can. */
	redirectUri?: string;
	/** What the tokens allow. Default: all scopes. */
	scopes?: readonly string[];
}

export interface Issuer {
	/** Without a slash at the end. */
	url: string;
	authorizationUrl: string;
	tokenUrl: string;
	clientId: string;
	clientSecret: string;
	/** Seconds that access tokens live which are given out from now on. */
	tokenSeconds: number;
	/** How often tokens were given out, by grant type. */
	tokens: Record<string, number>;
	/** What the token endpoint answers instead, so many times or while it is set. */
	refusal?: { status: number; body: object; count?: number };
	/** All tokens that were given out, of any kind, to look for them where they must not be. */
	readonly given: string[];
	/** Checks a token's signature, issuer, audience and expiry. */
	verify(token: string): Promise<Identity | undefined>;
	close(): Promise<void>;
}

/** What tokens are for. */
const AUDIENCE = 'urn:koldan:api';

/** Starts it on a free port of this machine. */
export async function startIssuer(options: IssuerOptions = {}): Promise<Issuer> {
	const { redirectUri, scopes = ALL_SCOPES } = options;
	const { privateKey } = await generateKeyPair('RS256', { extractable: true });
	const clientId = 'n8n';
	const clientSecret = randomBytes(24).toString('hex');
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;

	const issuer: Issuer = {
		url,
		authorizationUrl: `${url}/auth`,
		tokenUrl: `${url}/token`,
		clientId,
		clientSecret,
		tokenSeconds: options.tokenSeconds ?? 3_600,
		tokens: {},
		given: [],
		verify,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};

	const provider = new Provider(url, {
		clients: [
			{
				client_id: clientId,
				client_secret: clientSecret,
				grant_types: [
					'client_credentials',
					...(redirectUri ? ['authorization_code', 'refresh_token'] : []),
				],
				redirect_uris: redirectUri ? [redirectUri] : [],
				response_types: redirectUri ? ['code'] : [],
				token_endpoint_auth_method: 'client_secret_basic',
			},
		],
		jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: 'RS256', use: 'sig', kid: 'key-1' }] },
		cookies: { keys: [randomBytes(16).toString('hex')] },
		scopes: ['openid', 'offline_access', ...ALL_SCOPES],
		findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
		issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
		rotateRefreshToken: true,
		features: {
			clientCredentials: { enabled: true },
			// Pages to sign in on, with any name and password.
			devInteractions: { enabled: true },
			resourceIndicators: {
				enabled: true,
				defaultResource: () => AUDIENCE,
				useGrantedResource: () => true,
				getResourceServerInfo: () => ({
					scope: scopes.join(' '),
					audience: AUDIENCE,
					accessTokenFormat: 'jwt',
					jwt: { sign: { alg: 'RS256' } },
				}),
			},
		},
		ttl: {
			ClientCredentials: () => issuer.tokenSeconds,
			AccessToken: () => issuer.tokenSeconds,
			IdToken: 3_600,
			RefreshToken: 86_400,
			Session: 86_400,
			Grant: 86_400,
			Interaction: 3_600,
		},
	});
	provider.use(async (ctx, next) => {
		if (ctx.path !== '/token' || !issuer.refusal) return await next();
		const { status, body, count = Infinity } = issuer.refusal;
		issuer.refusal = count > 1 ? { status, body, count: count - 1 } : undefined;
		ctx.status = status;
		ctx.body = body;
	});
	provider.use(async (ctx, next) => {
		await next();
		if (ctx.path !== '/token' || ctx.status !== 200) return;
		const { access_token, refresh_token, id_token } = ctx.body as Record<
			string,
			string | undefined
		>;
		const grant = String(ctx.oidc.params?.grant_type);
		issuer.tokens[grant] = (issuer.tokens[grant] ?? 0) + 1;
		for (const token of [access_token, refresh_token, id_token])
			if (token) issuer.given.push(token);
	});
	server.on('request', provider.callback());

	const keys = createRemoteJWKSet(new URL(`${url}/jwks`));
	async function verify(token: string): Promise<Identity | undefined> {
		try {
			const { payload } = await jwtVerify(token, keys, { issuer: url, audience: AUDIENCE });
			return {
				// Whoever signs in: the user that the jobs of tests belong to.
				user: DEFAULT_USER,
				// A client that asks for no scopes has those that it is registered with, as with most services.
				scopes: new Set(payload.scope ? String(payload.scope).split(' ') : scopes),
				kind: 'jwt',
			};
		} catch {
			return undefined;
		}
	}
	return issuer;
}
