/**
 * Sends a file as Node.js does at best: from the disk into an https request, in pieces of 1 MB, with nothing in between. Writes the
 * seconds that it took to standard output. Started with the path and the address; it trusts `NODE_EXTRA_CA_CERTS`.
 */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request } from 'node:https';
import { finished, pipeline } from 'node:stream/promises';

const [path, url] = process.argv.slice(2);
const { size } = await stat(path);
const begin = performance.now();
const sent = request(url, { method: 'POST', headers: { 'content-length': size } });
const answered = new Promise<void>((resolve, reject) => {
	sent.on('error', reject).on('response', (response) => {
		if (response.statusCode !== 201) return reject(new Error(String(response.statusCode)));
		finished(response.resume()).then(resolve, reject);
	});
});
await pipeline(createReadStream(path, { highWaterMark: 1_048_576 }), sent);
await answered;
console.log((performance.now() - begin) / 1_000);
