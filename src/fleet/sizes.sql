-- How many modules each kernel has, and their size on disk.
SELECT k.release_key, k.release, k.architecture, k.origin, k.module_count, k.builtin_count, k.module_bytes
FROM kernels k
ORDER BY k.architecture, k.origin, k.flavour, k.release_key, k.release
