import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { makeCertificateAuthority } from '../fixtures/certificates.mts';
import type { Certificate, CertificateAuthority } from '../fixtures/certificates.mts';
import { createChosenDatabase } from './databases.mts';
import { HarnessError } from './harness-error.mts';
import { N8nInstance, startN8n } from './instance.mts';
import type { N8nInstanceParts } from './instance.mts';
import { N8nProcess } from './n8n-process.mts';
import type { N8nProcessOptions } from './n8n-process.mts';

/** One n8n that serves https, for all test files of a run that neither end it nor need settings of their own. */
interface SharedN8n {
	instance: Omit<N8nInstanceParts, 'process'>;
	process: Omit<N8nProcessOptions, 'readyLine' | 'onLine'>;
	certificate: Certificate;
}

const ADDRESS = 'KOLDAN_SHARED_N8N';

async function start(): Promise<{ shared: SharedN8n; stop: () => Promise<void> }> {
	const authority = makeCertificateAuthority();
	const certificate = authority.issue();
	const database = await createChosenDatabase();
	const https = { ...certificate, ca: authority.ca };
	const n8n = await startN8n({ https, env: database.env });
	await n8n.setupOwner();
	const { url, version, webhookUrl, port, userFolder, filesFolder, session } = n8n;
	return {
		shared: {
			instance: {
				...{ url, version, webhookUrl, port, userFolder, filesFolder, session },
				temporary: false,
				ca: authority.ca,
			},
			process: n8n.process.options,
			certificate,
		},
		async stop() {
			await n8n.stop();
			await database.remove();
		},
	};
}

/**
 * Lets {@link connectToSharedN8n} of this process and its children start the shared n8n when it is first needed. Gives a
 * function that ends it.
 */
export async function offerSharedN8n(): Promise<() => Promise<void>> {
	let started: ReturnType<typeof start> | undefined;
	const server = createServer((_, response) => {
		started ??= start();
		started.then(
			({ shared }) => response.end(JSON.stringify(shared)),
			(error: Error) => response.writeHead(500).end(error.message),
		);
	});
	server.unref();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	process.env[ADDRESS] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return async () => {
		server.closeAllConnections();
		server.close();
		await (await started?.catch(() => undefined))?.stop();
	};
}

/**
 * The n8n that all test files of this run share, signed in as its owner, and the authority that it trusts, whose certificates
 * are for this machine's own names. Everybody has workflows and credentials of their own in it, and ends none but those.
 *
 * @throws {HarnessError} if it can't be started
 */
export async function connectToSharedN8n(): Promise<{
	n8n: N8nInstance;
	authority: CertificateAuthority;
}> {
	const address = process.env[ADDRESS];
	if (!address) throw new HarnessError('No n8n is shared here: it is offered by global-setup.mts.');
	const response = await fetch(address);
	if (!response.ok) throw new HarnessError(await response.text());
	const shared = (await response.json()) as SharedN8n;
	return {
		n8n: new N8nInstance({
			...shared.instance,
			process: new N8nProcess({ ...shared.process, readyLine: undefined }),
		}),
		authority: { ca: shared.instance.ca ?? '', issue: () => shared.certificate },
	};
}
