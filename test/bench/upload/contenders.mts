/** Who uploads a recording, to whom. */
import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { INode } from 'n8n-workflow';

import { makeWav } from '../../fixtures/wav.mts';
import {
	httpUploadNode,
	TRANSCRIPTION,
	UPLOAD_PATH,
	uploadNode,
	WITH_CREDENTIAL,
} from '../../suites/large-recording.mts';
import { credentialOf } from '../../suites/waiting/stage.mts';
import { node } from '../../suites/waiting/workflow.mts';
import type { Place } from '../place.mts';
import type { ReceiverOptions } from './receiver.mts';

export interface Receiver {
	/** Where uploads go. */
	url: string;
	/** The credential for it in n8n. */
	credentials: Record<string, string>;
	/** Bytes of the bodies that arrived, one after the other. */
	received: number[];
	close(): void;
}

/** What Koldan answers to an upload, taken from the local server. */
async function answerOfKoldan({ stage }: Place): Promise<string> {
	const { koldan } = await stage.open({ autoFinish: false });
	const form = new FormData();
	form.append('name', 'long meeting');
	form.append('transcription', TRANSCRIPTION);
	form.append('file', new Blob([new Uint8Array(makeWav({ seconds: 1 }))]), 'long meeting.wav');
	const headers = { authorization: `Bearer ${koldan.jwt}` };
	const response = await fetch(`${koldan.url}${UPLOAD_PATH}`, {
		method: 'POST',
		headers,
		body: form,
	});
	if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
	return await response.text();
}

/** Starts a process that takes uploads, and answers as Koldan does. */
export async function startReceiver(place: Place): Promise<Receiver> {
	const { cert, key } = place.tls;
	const child = fork(join(import.meta.dirname, 'receiver.mts'));
	const options: ReceiverOptions = { cert, key, answer: await answerOfKoldan(place) };
	child.send(options);
	const [{ port }] = (await once(child, 'message')) as [{ port: number }];
	const received: number[] = [];
	child.on('message', ({ bytes }: { bytes: number }) => received.push(bytes));
	const url = `https://localhost:${port}`;
	const credential = credentialOf({ url, apiKey: 'a-key-that-nobody-checks' });
	return {
		url: `${url}${UPLOAD_PATH}`,
		credentials: { koldanApi: await place.n8n.importCredentials(credential) },
		received,
		close: () => void child.kill(),
	};
}

const bufferingNode = (url: string): INode =>
	node('Buffering', 'CUSTOM.buffering', 1, 4, { url }, WITH_CREDENTIAL);

export type Contender = 'Koldan' | 'HTTP Request' | 'buffering';

/** The nodes that upload, each to an address. */
export const CONTENDERS: Record<Contender, (url: string) => INode> = {
	Koldan: () => uploadNode(),
	'HTTP Request': httpUploadNode,
	buffering: bufferingNode,
};

/** Programs outside of n8n that send the same file: curl, and the least that Node.js can do. Each gives its seconds. */
export const PROGRAMS = {
	async curl(place: Place, { url }: Receiver, path: string): Promise<number> {
		const texts = ['name=long meeting', `transcription=${TRANSCRIPTION}`];
		const { stdout } = await promisify(execFile)('curl', [
			...['-sS', '--fail', '-o', '/dev/null', '-w', '%{time_total}'],
			...texts.flatMap((text) => ['--form-string', text]),
			...['-F', `file=@"${path}"`, '--cacert', authorityOf(place), url],
		]);
		return Number(stdout);
	},
	async 'bare Node.js'(place: Place, { url }: Receiver, path: string): Promise<number> {
		const env = { ...process.env, NODE_EXTRA_CA_CERTS: authorityOf(place) };
		const sender = join(import.meta.dirname, 'sender.mts');
		const { stdout } = await promisify(execFile)(process.execPath, [sender, path, url], { env });
		return Number(stdout);
	},
};
export type Program = keyof typeof PROGRAMS;

/** The file with the authority of n8n's certificate, which is the receiver's too. */
const authorityOf = ({ n8n }: Place): string => join(n8n.userFolder, 'tls', 'ca.pem');
