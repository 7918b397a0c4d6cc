/** The input of the page from tskmod: the keys of the document of `tskmod graph --json` that it reads. */
export interface GraphData {
  readonly kernel: { readonly root: string; readonly release: string }
  readonly names: readonly string[]
  readonly nodes: readonly PageNode[]
  readonly edges: readonly PageEdge[]
}

export interface PageNode {
  readonly modname: string
  readonly kind: 'module' | 'builtin' | 'missing'
  readonly reason: string
  readonly path: string | null
  readonly size: number | null
  readonly firmware: readonly { readonly name: string; readonly size: number | null }[]
}

export interface PageEdge {
  readonly from: string
  readonly to: string
  readonly kind: string
  readonly symbols: readonly string[]
}
