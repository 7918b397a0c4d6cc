-- How many modules each kernel has, and their size on disk.
SELECT k.release_key AS release_key, k.release AS release, k.architecture AS architecture, k.origin AS origin, k.module_count AS module_count, k.builtin_count AS builtin_count, k.module_bytes AS module_bytes
FROM kernels k
ORDER BY k.architecture, k.origin, k.flavour, k.release_key, k.release
