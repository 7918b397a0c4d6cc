/**
 * The kinds of archives that a kernel comes in, each made from a directory by the programs that make them: a shell script
 * that packs $TREE into $OUT and may use $WORK, which is empty before.
 */

export interface SourceKind {
  readonly name: string
  /** Programs that the script runs; without one of them the kind is skipped. */
  readonly needs: readonly string[]
  /** What of the corpus it runs (corpus.sh). */
  readonly corpus?: 'erofs-utils'
  readonly script: string
}

const TAR = 'tar -C "$TREE" --sort=name'
const CPIO = '(cd "$TREE" && find . | sort | cpio --quiet -o -H newc)'
/** A segment with nothing but microcode, as initramfs builders put it in front: never compressed. */
const MICROCODE =
  'mkdir -p "$WORK/early/kernel/x86/microcode"; head -c 5000 /dev/urandom >"$WORK/early/kernel/x86/microcode/GenuineIntel.bin"; ' +
  '(cd "$WORK/early" && find . | cpio --quiet -o -H newc)'

const TARS: readonly SourceKind[] = [
  { name: 'tar', needs: [], script: `${TAR} -cf "$OUT" .` },
  { name: 'tar, pax', needs: [], script: `${TAR} --format=posix -cf "$OUT" .` },
  { name: 'tar, ustar', needs: [], script: `${TAR} --format=ustar -cf "$OUT" .` },
  {
    name: 'tar, GNU, with names of 300 bytes',
    needs: [],
    script:
      'deep=$WORK/t/$(printf "%0150d/%0149d" 1 2); mkdir -p "$deep"; echo deep >"$deep/file"; ' +
      'cp -al "$TREE/." "$WORK/t/"; tar -C "$WORK/t" --format=gnu -cf "$OUT" .',
  },
  { name: 'tar.gz', needs: ['gzip'], script: `${TAR} -c . | gzip -1 >"$OUT"` },
  { name: 'tar.xz', needs: ['xz'], script: `${TAR} -c . | xz -1 >"$OUT"` },
  {
    name: 'tar.xz of several blocks',
    needs: ['xz'],
    script: `${TAR} -c . | xz -1 -T2 --block-size=8MiB >"$OUT"`,
  },
  { name: 'tar.zst', needs: ['zstd'], script: `${TAR} -c . | zstd -q -3 >"$OUT"` },
]

const PACKAGES: readonly SourceKind[] = [
  {
    name: 'deb, gzip',
    needs: ['dpkg-deb'],
    script:
      'cp -al "$TREE" "$WORK/deb"; mkdir "$WORK/deb/DEBIAN"; ' +
      'printf "Package: linux\\nVersion: 1\\nArchitecture: all\\nMaintainer: a <a@b.c>\\nDescription: d\\n" >"$WORK/deb/DEBIAN/control"; ' +
      'dpkg-deb --root-owner-group -Zgzip -z1 -b "$WORK/deb" "$OUT" >/dev/null',
  },
  ...(['w1.gzdio', 'w1.xzdio', 'w3.zstdio'] as const).map((payload) => ({
    name: `rpm, ${payload}`,
    needs: ['rpmbuild'],
    script:
      'printf "Name: linux\\nVersion: 1\\nRelease: 1\\nSummary: s\\nLicense: GPL\\nAutoReqProv: no\\n%%description\\nd\\n' +
      '%%install\\ncp -a $TREE/. %%{buildroot}/\\n%%files\\n/lib/modules\\n" >"$WORK/linux.spec"; ' +
      `rpmbuild --quiet -bb --define "_topdir $WORK/top" --define "_binary_payload ${payload}" --define "__os_install_post %{nil}" ` +
      '--define "_build_id_links none" --define "debug_package %{nil}" --target noarch "$WORK/linux.spec" >"$WORK/log" 2>&1 || { cat "$WORK/log" >&2; exit 1; }; ' +
      'cp "$WORK"/top/RPMS/noarch/*.rpm "$OUT"',
  })),
  {
    // Three gzip streams, each a tar archive; the first two without the blocks that end one.
    name: 'apk',
    needs: ['gzip'],
    script:
      'cd "$WORK"; echo signature >.SIGN.RSA.key.rsa.pub; echo "pkgname = linux" >.PKGINFO; ' +
      'tar -b1 -c .SIGN.RSA.key.rsa.pub | head -c -1024 | gzip -n >1; tar -b1 -c .PKGINFO | head -c -1024 | gzip -n >2; ' +
      `${TAR} --format=posix -c . | gzip -n -1 >3; cat 1 2 3 >"$OUT"`,
  },
  {
    name: 'pkg.tar.zst',
    needs: ['bsdtar', 'zstd'],
    script:
      'cp -al "$TREE" "$WORK/pkg"; cd "$WORK/pkg"; echo "pkgname = linux" >.PKGINFO; ' +
      'LANG=C bsdtar -czf .MTREE --format=mtree --options="!all,use-set,type,uid,gid,mode,time,size,link" .PKGINFO *; ' +
      'find . -mindepth 1 -print0 | LC_ALL=C sort -z | bsdtar -cnf - --null --files-from - | zstd -q -3 >"$OUT"',
  },
]

const IMAGES: readonly SourceKind[] = [
  { name: 'cpio', needs: ['cpio'], script: `${CPIO} >"$OUT"` },
  { name: 'cpio with checksums', needs: ['cpio'], script: `${CPIO.replace('newc', 'crc')} >"$OUT"` },
  {
    name: 'cpio behind microcode, zstd',
    needs: ['cpio', 'zstd'],
    script: `{ ${MICROCODE}; ${CPIO} | zstd -q -3; } >"$OUT"`,
  },
  {
    name: 'cpio in two segments, gzip',
    needs: ['cpio', 'gzip'],
    script: `{ ${MICROCODE}; head -c 4096 /dev/zero; ${CPIO} | gzip -1; } >"$OUT"`,
  },
  {
    name: 'OCI layout',
    needs: ['umoci'],
    script:
      'umoci init --layout "$OUT"; umoci new --image "$OUT:t"; umoci unpack --image "$OUT:t" "$WORK/b" 2>/dev/null; ' +
      'cp -a "$TREE/." "$WORK/b/rootfs/"; umoci repack --image "$OUT:t" "$WORK/b"',
  },
  {
    name: 'docker save',
    needs: ['umoci', 'skopeo'],
    script:
      'umoci init --layout "$WORK/o"; umoci new --image "$WORK/o:t"; umoci unpack --image "$WORK/o:t" "$WORK/b" 2>/dev/null; ' +
      'cp -a "$TREE/." "$WORK/b/rootfs/"; umoci repack --image "$WORK/o:t" "$WORK/b"; ' +
      'skopeo --insecure-policy copy -q "oci:$WORK/o:t" "docker-archive:$OUT:linux:t"',
  },
]

const squashfs = (options: string): SourceKind => ({
  name: `squashfs ${options}`,
  needs: ['mksquashfs'],
  script: `mksquashfs "$TREE" "$OUT" -quiet -no-progress -comp ${options} >/dev/null`,
})

const erofs = (options: string): SourceKind => ({
  name: `erofs ${options}`,
  needs: ['mkfs.erofs'],
  script: `mkfs.erofs ${options} "$OUT" "$TREE" >/dev/null 2>&1`,
})

const recentErofs = (options: string): SourceKind => ({
  name: `erofs of unstable ${options}`,
  needs: [],
  corpus: 'erofs-utils',
  script: `"$CORPUS/erofs-utils/tool" mkfs.erofs --quiet ${options} "$OUT" "$TREE"`,
})

export const FILE_SYSTEMS: readonly SourceKind[] = [
  ...[
    'gzip',
    'xz',
    'zstd',
    'lz4',
    'lz4 -Xhc',
    'gzip -b 4K',
    'zstd -no-fragments -b 1M',
    'gzip -noI -noD',
  ].map(squashfs),
  ...['', '-zlz4', '-zlz4hc,9', '-zlz4hc -C65536', '-E legacy-compress -zlz4'].map(erofs),
  ...[
    '-zlz4hc',
    '-zlzma,1 -C65536',
    '-zdeflate,3',
    '-zzstd,3',
    '-zzstd,3 -C1048576',
    '-zlz4hc -C65536 -Eall-fragments',
    '-zdeflate,1 -C32768 -Efragments,dedupe',
    '-zzstd,3 -C65536 -Eall-fragments,dedupe',
    '-zlzma,1 -C65536 -Efragments,dedupe',
    '-zlz4 -Eztailpacking',
    '-zlzma,1:lz4hc -C16384 -Efragments,ztailpacking',
    '--chunksize=65536',
  ].map(recentErofs),
  {
    // A discoverable disk image: the file system is the partition of type "usr" of a GPT.
    name: 'squashfs in a GPT disk image',
    needs: ['mksquashfs', 'sfdisk'],
    script:
      'mksquashfs "$TREE" "$WORK/fs" -quiet -no-progress -comp zstd >/dev/null; size=$(stat -c %s "$WORK/fs"); ' +
      'truncate -s $((size + 4 * 1024 * 1024)) "$OUT"; ' +
      'printf "label: gpt\\nstart=2048, size=$(((size + 511) / 512)), type=8484680C-9521-48C6-9C11-B0720656F69E\\n" | sfdisk -q "$OUT"; ' +
      'dd if="$WORK/fs" of="$OUT" bs=1M seek=1 conv=notrunc status=none',
  },
  {
    name: 'erofs in a GPT disk image with a second partition',
    needs: ['mkfs.erofs', 'sfdisk'],
    script:
      'mkfs.erofs -zlz4hc "$WORK/fs" "$TREE" >/dev/null 2>&1; size=$(stat -c %s "$WORK/fs"); ' +
      'truncate -s $((size + 8 * 1024 * 1024)) "$OUT"; ' +
      'printf "label: gpt\\nsize=2048, type=7386CDF2-203C-47A9-A498-F2ECCE45A2D6\\nstart=8192, size=$(((size + 511) / 512)), type=4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709\\n" | sfdisk -q "$OUT"; ' +
      'dd if="$WORK/fs" of="$OUT" bs=1M seek=4 conv=notrunc status=none',
  },
]

export const SOURCE_KINDS: readonly SourceKind[] = [...TARS, ...PACKAGES, ...IMAGES, ...FILE_SYSTEMS]
