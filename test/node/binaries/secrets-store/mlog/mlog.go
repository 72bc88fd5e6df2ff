// Package mlog stands in for the package of that name by which the Secrets Store CSI driver sets the format of its log:
// no part of what is tested, and the proxies of some networks do not hand it out.
package mlog

import (
	"context"

	"k8s.io/klog/v2"
)

// Format is how a line of the log is written; klog's own is the only one here.
type Format string

const (
	FormatText Format = "text"
	FormatJSON Format = "json"
)

// Setup gives what has to run at the end.
func Setup() func() { return klog.Flush }

// ValidateAndSetKlogLevelAndFormatGlobally leaves both as the flags of klog set them.
func ValidateAndSetKlogLevelAndFormatGlobally(context.Context, klog.Level, Format) error { return nil }

func Error(message string, err error) { klog.ErrorS(err, message) }

func Fatal(err error) { klog.Fatal(err) }
