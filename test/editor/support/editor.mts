/** n8n's editor in a headless browser, as a user sees it. */
import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';

import { QUIET_CHROMIUM } from '../../fixtures/chromium.mts';
import type { Owner } from '../../n8n/client.mts';
import { HarnessError } from '../../n8n/harness-error.mts';
import { PATIENCE, until } from '../../n8n/patience.mts';

const CHROMIUM = process.env.KOLDAN_CHROMIUM ?? '/usr/bin/chromium';

/** In the browser: pastes a text into the page. */
const paste = new Function(
	'text',
	`const clipboardData = new DataTransfer();
	clipboardData.setData('text/plain', text);
	document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));`,
) as (text: string) => void;

/** What floats over the workflow or the node. */
const HIDDEN = `
	[data-test-id=canvas-controls], [data-test-id=canvas-minimap], [data-test-id=floating-nodes], .el-notification,
	[data-test-id=canvas-node-toolbar], [data-test-id^=execute-workflow-button], [class*=actionButtons]
	{ display: none !important; }`;

/** Room around a workflow in its picture, in CSS pixels. */
const MARGIN = 28;

/** A panel's round corner, which a picture leaves out. */
const PANEL_CORNER = 6;

/** Where n8n's editor looks up community packages and how often they were downloaded, which tests don't need. */
const LOOK_UPS = /^https:\/\/(registry|api)\./;
const NOTHING_FOUND = { downloads: [] };

/** Uncaught errors, and what the console shows as an error and is about this package. */
function complaintsOf(page: Page): string[] {
	const complaints: string[] = [];
	page.on('pageerror', ({ message }) => complaints.push(message));
	page.on('console', (message) => {
		const text = `${message.text()} (${message.location().url})`;
		if (message.type() === 'error' && /koldan/i.test(text)) complaints.push(text);
	});
	return complaints;
}

export class Editor {
	readonly page: Page;
	/** What the browser has complained about so far. */
	readonly complaints: readonly string[];
	private readonly browser: Browser;
	private readonly url: string;

	private constructor(browser: Browser, page: Page, url: string) {
		this.browser = browser;
		this.page = page;
		this.complaints = complaintsOf(page);
		this.url = url;
	}

	/**
	 * Opens a browser and signs in.
	 *
	 * @param url where the editor is
	 * @throws {HarnessError} when there is no Chromium
	 */
	static async open(url: string, owner: Owner): Promise<Editor> {
		if (!existsSync(CHROMIUM))
			throw new HarnessError(
				`There is no Chromium at ${CHROMIUM}. On Debian: apt-get install chromium. KOLDAN_CHROMIUM names another place.`,
			);
		const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET_CHROMIUM });
		const context = await browser.newContext({
			ignoreHTTPSErrors: true,
			viewport: { width: 1280, height: 800 },
			deviceScaleFactor: 1.5,
			colorScheme: 'light',
		});
		const page = await context.newPage();
		page.setDefaultTimeout(PATIENCE);
		// Leaves a workflow that is not saved.
		page.on('dialog', (dialog) => void dialog.accept());
		const headers = { 'access-control-allow-origin': '*' };
		await page.route(
			LOOK_UPS,
			async (route) => await route.fulfill({ json: NOTHING_FOUND, headers }),
		);
		await page.goto(`${url}/signin`);
		await page.fill('input[name=emailOrLdapLoginId]', owner.email);
		await page.fill('input[name=password]', owner.password);
		await page.keyboard.press('Enter');
		await page.waitForURL((address) => address.pathname !== '/signin');
		return new Editor(browser, page, url);
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** The part of the page that n8n's own tests know by this name. */
	testId(id: string): Locator {
		return this.page.locator(`[data-test-id="${id}"]`);
	}

	async showIn(theme: 'light' | 'dark'): Promise<void> {
		await this.page.emulateMedia({ colorScheme: theme });
	}

	/** An empty workflow. */
	async openNewWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.testId('canvas-plus-button').waitFor();
	}

	/** Pastes the text of a workflow into an empty one, as people import it. */
	async paste(text: string): Promise<void> {
		await this.openNewWorkflow();
		await this.page.evaluate(paste, text);
		await this.testId('canvas-node').first().waitFor();
		await this.testId('zoom-to-fit').click();
	}

	/** Opens a node of the workflow. */
	async openNode(name: string): Promise<void> {
		const exact = this.page.getByText(name, { exact: true });
		await this.testId('canvas-node').filter({ has: exact }).dblclick();
		await this.testId('ndv').waitFor();
	}

	/** Looks until a part of the page reads like this. */
	async waitForText(part: Locator, words: RegExp | string, timeout = PATIENCE): Promise<string> {
		let text = '';
		return await until(
			() => `${String(words)} in: ${text}`,
			async () => {
				text = await part.innerText().catch(() => '');
				const found = typeof words === 'string' ? text.includes(words) : words.test(text);
				return found ? text : undefined;
			},
			timeout,
		);
	}

	async closeNode(): Promise<void> {
		await this.testId('ndv-close-button').click();
	}

	/** Shows a saved workflow. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.testId('canvas-node').first().waitFor();
		await this.testId('zoom-to-fit').click();
	}

	/** Shows a saved credential. */
	async openCredential(id: string): Promise<void> {
		await this.page.goto(`${this.url}/home/credentials/${id}`);
		await this.testId('editCredential-modal').waitFor();
	}

	/** Clicks "Execute workflow". */
	async execute(): Promise<void> {
		await this.testId('execute-workflow-button').first().click();
	}

	/**
	 * Waits until this many nodes have their green tick.
	 *
	 * @throws {Error} with the editor's own words if one fails, or when the time (milliseconds) is up
	 */
	async waitForSuccess(nodes: number, timeout = PATIENCE): Promise<void> {
		const ticks = this.testId('canvas-node-status-success');
		const failure = this.testId('canvas-node-status-error');
		const deadline = Date.now() + timeout;
		while ((await ticks.count()) < nodes) {
			if ((await failure.count()) > 0 || Date.now() > deadline) {
				const words = await this.page.locator('.el-notification').allInnerTexts();
				throw new Error(
					`${await ticks.count()} of ${nodes} nodes have succeeded. ${words.join(' ')}`.trim(),
				);
			}
			await this.page.waitForTimeout(100);
		}
	}

	/** Hides what floats, lets animations end, and takes a picture of a part of the page. */
	private async photograph(
		path: string,
		findPart: () => Promise<{ x: number; y: number; width: number; height: number }>,
	): Promise<void> {
		const style = await this.page.addStyleTag({ content: HIDDEN });
		await this.page.mouse.move(0, 0);
		await this.page.waitForTimeout(1000);
		await this.page.screenshot({ path, clip: await findPart() });
		await style.evaluate((element) => element.parentNode?.removeChild(element));
	}

	/** A picture of the workflow as it lies on the canvas, without the editor around it. */
	async photographCanvas(path: string): Promise<void> {
		const parts = this.page.locator('[data-test-id=canvas-node], [data-test-id=sticky]');
		await this.photograph(path, async () => {
			const [left, top, right, bottom] = await parts.evaluateAll((nodes) => {
				const boxes = nodes
					.flatMap((node) => [node, ...node.querySelectorAll('*')])
					.filter((part) =>
						part.checkVisibility({ opacityProperty: true, visibilityProperty: true }),
					)
					.map((part) => part.getBoundingClientRect())
					.filter(({ width, height }) => width > 0 && height > 0);
				return [
					Math.min(...boxes.map((box) => box.left)),
					Math.min(...boxes.map((box) => box.top)),
					Math.max(...boxes.map((box) => box.right)),
					Math.max(...boxes.map((box) => box.bottom)),
				];
			});
			return {
				x: left - MARGIN,
				y: top - MARGIN,
				width: right - left + 2 * MARGIN,
				height: bottom - top + 2 * MARGIN,
			};
		});
	}

	/** Opens a node of the workflow and takes a picture of its fields and its output. */
	async photographNode(name: string, path: string): Promise<void> {
		await this.openNode(name);
		const output = this.testId('output-panel');
		await output.getByText('Schema', { exact: true }).click();
		await this.photograph(path, async () => {
			const input = await this.testId('ndv-input-panel').boundingBox();
			const right = await output.boundingBox();
			if (!right || !input) throw new Error(`The node ${name} did not open`);
			const x = input.x + input.width;
			const width = right.x + right.width - x - PANEL_CORNER;
			return { x, y: right.y, width, height: right.height - PANEL_CORNER };
		});
		await this.closeNode();
	}
}
