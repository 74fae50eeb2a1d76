/**
 * The process parameters of a node: one YAML file, checked on start, never shared with other nodes.
 */
@NullMarked
package io.quorate.node.config;

import org.jspecify.annotations.NullMarked;
