/** The parts of a published `package.json` that the checks look at. */
export type Manifest = {
	dependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	bundleDependencies?: string[] | boolean;
	bundledDependencies?: string[] | boolean;
	n8n?: { nodes?: string[]; credentials?: string[] };
};

/** What may be published: compiled code with its declarations, icons, codex files, and what npm adds by itself. */
const publishable = [
	/^(package\.json|README\.md|LICENSE\.md|CHANGELOG\.md)$/,
	/^dist\/(nodes|credentials)\/([\w-]+\/)*[\w-]+(\.(node|credentials))?\.(js|d\.ts)$/,
	/^dist\/nodes\/([\w-]+\/)*[\w-]+\.node\.json$/,
	/^dist\/(icons|nodes|credentials)\/([\w.-]+\/)*[\w.-]+\.(svg|png)$/,
];
const notForUsers = /(^|\/)(tests?|__tests__|__mocks__|fixtures)(\/|$)/;

/**
 * What is wrong with a package's contents, one sentence each; empty when nothing is.
 *
 * @param files paths in the tarball, relative to the package, with `/`
 * @param manifest the `package.json` in it
 */
export function contentProblems(files: string[], manifest: Manifest): string[] {
	const strays = files.filter(
		(file) => notForUsers.test(file) || !publishable.some((pattern) => pattern.test(file)),
	);
	const { dependencies, optionalDependencies, bundleDependencies, bundledDependencies } = manifest;
	const bundled = [bundleDependencies, bundledDependencies].flat().filter(Boolean);
	const needed = [
		...Object.keys({ ...dependencies, ...optionalDependencies }),
		...bundled.map((name) => (name === true ? 'bundled packages' : String(name))),
	];
	const entries = [...(manifest.n8n?.nodes ?? []), ...(manifest.n8n?.credentials ?? [])];
	return [
		...strays.map((file) => `${file} does not belong in the package.`),
		...needed.map(
			(name) => `The package needs ${name} at run time; n8n's verified packages may not.`,
		),
		...entries
			.filter((entry) => !files.includes(entry))
			.map((entry) => `package.json names ${entry}, which is not in the package. Build it first.`),
		...(entries.length === 0 ? ['package.json names no nodes or credentials.'] : []),
	];
}
