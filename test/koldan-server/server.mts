import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate, type Certificate } from '../fixtures/certificates.mts';
import { createApp } from './app.mts';
import { ContentHost } from './content-host.mts';
import { defaultBehaviour, type Behaviour } from './behaviour.mts';
import { Clock } from './clock.mts';
import { Contract } from './contract.mts';
import { Counters } from './counters.mts';
import { ALL_SCOPES, Credentials } from './credentials.mts';
import { FaultPlan } from './faults.mts';
import { Files, type StoredFile } from './files.mts';
import { Imports } from './imports.mts';
import type { Issuer, IssuerOptions } from './issuer.mts';
import { JobControl } from './job-control.mts';
import { isTerminal, Jobs, type Job } from './jobs.mts';
import { Lifecycle } from './lifecycle.mts';
import { createLog, type LogLevel } from './log.mts';
import { Persistence } from './persistence.mts';
import { Presenter } from './presenter.mts';
import { RateLimiter } from './rate-limiter.mts';
import { findRecognizer, type RecognizerChoice } from './recognizers/find.mts';
import type { Recognizer } from './recognizers/recognizer.mts';
import type { RecordedRequest } from './requests.mts';
import { Summaries, type Summary } from './summaries.mts';
import { Transcriber } from './transcriber.mts';
import { Webhooks, type DeliveryAttempt } from './webhooks.mts';

export interface KoldanServerOptions {
	/** Default 0: a free one. */
	port?: number;
	/** Default 127.0.0.1. */
	host?: string;
	/** Default silent. */
	log?: LogLevel;
	/**
	 * Folder for files and state. A server that is started again on the same folder knows its keys, files
	 * and jobs and goes on with unfinished jobs. Default: a temporary one, removed on close.
	 */
	dataDir?: string;
	/** Default auto: whisper.cpp or PocketSphinx where it is installed, otherwise a simulation. */
	recognizer?: RecognizerChoice;
	/**
	 * Serve https: with a certificate and key of your own, or with one that nobody has reason to trust.
	 * Default: http.
	 */
	tls?: Certificate | 'self-signed';
	/** PEM of a certificate authority whose certificates webhooks may have. */
	ca?: string;
	behaviour?: Partial<Behaviour>;
	/** Starts a sign-in service beside it, whose tokens are taken as well. Default: there is none. */
	issuer?: IssuerOptions;
}

export interface KoldanServer {
	/** Without a slash at the end. */
	url: string;
	/** Has all scopes. */
	apiKey: string;
	/** Has all scopes. */
	jwt: string;
	/** A key with these scopes only, of the default user or another. */
	createKey(scopes: readonly string[], user?: string): string;
	/** A token with these scopes only. */
	createJwt(
		scopes: readonly string[],
		options?: { user?: string; expiresInSeconds?: number },
	): string;
	/** Makes a key invalid: 401 from now on. */
	revokeKey(key: string): void;
	/** The sign-in service, where one was asked for. */
	issuer?: Issuer;
	recognizer: Recognizer['name'];
	/** The switches; changes take effect at once. */
	behaviour: Behaviour;
	faults: FaultPlan;
	/** How often what happened. */
	counters: Counters;
	/** Every request in the order of arrival. */
	requests: RecordedRequest[];
	/** Every attempt to notify a webhook, in the order of their start. */
	deliveries: DeliveryAttempt[];
	/** Resolves when no notification is on the way any more. */
	deliveriesSettled(): Promise<void>;
	jobs: JobControl;
	/** Files in any state, for requests by `fileId`. */
	files: Files;
	/** Another host, where contents of files can lie. */
	contentHost: ContentHost;
	/** Summaries of jobs. */
	summaries: Summaries;
	/** Answers of this server that broke the contract, and its own crashes: tests assert that it is empty. */
	contractViolations: string[];
	/** Forgets jobs, files, requests, deliveries and faults and sets the switches back; keys stay. */
	reset(): void;
	close(): Promise<void>;
}

interface State {
	credentials: ReturnType<Credentials['save']>;
	apiKey: string;
	files: StoredFile[];
	jobs: Job[];
	summaries: Summary[];
}

/**
 * Starts a Koldan of one's own on this machine, which keeps the documented contract.
 *
 * @throws Error EADDRINUSE when the port is taken, or when the recogniser asked for is not there
 */
export async function startKoldanServer(options: KoldanServerOptions = {}): Promise<KoldanServer> {
	const { recognizer: choice = 'auto', host = '127.0.0.1' } = options;
	const log = createLog(options.log ?? 'silent');
	const recognizer = findRecognizer(choice);
	const contract = await Contract.load();
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'koldan-server-'));
	mkdirSync(dataDir, { recursive: true });
	const startBehaviour = () => ({ ...defaultBehaviour(), ...options.behaviour });

	const behaviour = startBehaviour();
	const clock = new Clock(behaviour);
	// Loaded only where it is asked for: few need it.
	const issuer =
		options.issuer && (await (await import('./issuer.mts')).startIssuer(options.issuer));
	const credentials = new Credentials(issuer);
	const files = new Files(join(dataDir, 'files'), clock);
	const jobs = new Jobs();
	let apiKey = credentials.createKey(ALL_SCOPES);
	const persistence = new Persistence<State>(dataDir, () => ({
		credentials: credentials.save(),
		apiKey,
		files: files.list(),
		jobs: jobs.all(),
		summaries: summaries.all(),
	}));
	let closed = false;
	const onChange = () => {
		if (options.dataDir !== undefined && !closed) persistence.changed();
	};
	const saved = options.dataDir === undefined ? undefined : persistence.load();
	if (saved) {
		credentials.load(saved.credentials);
		({ apiKey } = saved);
		files.load(saved.files);
		jobs.load(saved.jobs);
	}

	const transcriber = new Transcriber(recognizer, choice === 'auto');
	const imports = new Imports(behaviour, files, log, onChange);
	const presenter = new Presenter(behaviour, clock, files);
	const webhooks = new Webhooks({ behaviour, log, ca: options.ca });
	const contractViolations: string[] = [];
	const onCrash = (error: unknown) => {
		const { stack, message } = error as Error;
		contractViolations.push(`The local server failed: ${stack ?? message}`);
		log.info(`error: ${stack ?? message}`);
	};
	const parts = { behaviour, clock, files, imports, jobs, log, presenter, transcriber, webhooks };
	const lifecycle = new Lifecycle({ ...parts, onChange, onCrash });
	const summaries = new Summaries({ ...parts, lifecycle, onChange });
	const faults = new FaultPlan();
	const rateLimiter = new RateLimiter();
	const requests: RecordedRequest[] = [];
	const counters = new Counters();
	const tls = options.tls === 'self-signed' ? selfSignedCertificate() : options.tls;
	const contentHost = new ContentHost();
	const koldan = { ...parts, contentHost, counters, lifecycle, summaries, onChange };
	const http = { contract, credentials, faults, rateLimiter, log, requests };
	const app = await createApp({ koldan, ...http, contractViolations, onCrash }, tls);
	try {
		await app.listen({ port: options.port ?? 0, host });
	} catch (error) {
		await issuer?.close();
		if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		throw error;
	}
	for (const file of files.list()) {
		if (file.ingestion === 'PENDING' || file.ingestion === 'DOWNLOADING') imports.start(file);
	}
	for (const job of jobs.all()) if (!isTerminal(job)) lifecycle.accept(job);
	summaries.load(saved?.summaries ?? []);
	onChange();

	const { port } = app.server.address() as AddressInfo;
	return {
		url: `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
		apiKey,
		jwt: credentials.createJwt(ALL_SCOPES),
		createKey(scopes, user) {
			const key = credentials.createKey(scopes, user);
			onChange();
			return key;
		},
		createJwt: (scopes, jwtOptions) => credentials.createJwt(scopes, jwtOptions),
		revokeKey(key) {
			credentials.revoke(key);
			onChange();
		},
		issuer,
		recognizer: recognizer.name,
		behaviour,
		faults,
		counters,
		requests,
		deliveries: webhooks.deliveries,
		deliveriesSettled: () => webhooks.settled(),
		jobs: new JobControl({ clock, files, jobs, lifecycle, onChange }),
		files,
		contentHost,
		summaries,
		contractViolations,
		reset() {
			summaries.clear();
			lifecycle.stop();
			webhooks.stop();
			jobs.clear();
			files.clear();
			faults.clear();
			rateLimiter.clear();
			counters.clear();
			contentHost.clear();
			requests.length = 0;
			webhooks.deliveries.length = 0;
			contractViolations.length = 0;
			Object.assign(behaviour, startBehaviour());
			onChange();
		},
		async close() {
			if (closed) return;
			closed = true;
			summaries.stop();
			lifecycle.stop();
			imports.stop();
			webhooks.close();
			await app.close();
			await contentHost.close();
			await issuer?.close();
			if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
			else persistence.save();
		},
	};
}
