#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>

namespace pgoscope::report {

using MetricFamilies = std::vector<prometheus::MetricFamily>;
using MetricLabels = std::vector<prometheus::ClientMetric::Label>;

/// One metric with its series. Names and labels are ours, values of labels are UTF-8 without
/// control characters.
class MetricFamilyBuilder {
  public:
    static MetricFamilyBuilder counter(std::string name, std::string help) {
        return {std::move(name), std::move(help), prometheus::MetricType::Counter};
    }
    static MetricFamilyBuilder gauge(std::string name, std::string help) {
        return {std::move(name), std::move(help), prometheus::MetricType::Gauge};
    }
    static MetricFamilyBuilder histogram(std::string name, std::string help) {
        return {std::move(name), std::move(help), prometheus::MetricType::Histogram};
    }

    MetricFamilyBuilder& add(double value, MetricLabels labels = {}) {
        prometheus::ClientMetric metric;
        metric.label = std::move(labels);
        (family_.type == prometheus::MetricType::Gauge ? metric.gauge.value
                                                       : metric.counter.value) = value;
        family_.metric.push_back(std::move(metric));
        return *this;
    }
    /// Exact up to 2^53, as everything in Prometheus.
    MetricFamilyBuilder& add(std::uint64_t value, MetricLabels labels = {}) {
        return add(static_cast<double>(value), std::move(labels));
    }
    MetricFamilyBuilder& add(prometheus::ClientMetric::Histogram histogram,
                             MetricLabels labels = {}) {
        prometheus::ClientMetric metric;
        metric.label = std::move(labels);
        metric.histogram = std::move(histogram);
        family_.metric.push_back(std::move(metric));
        return *this;
    }
    /// Ends it; without a series there is no family.
    void to(MetricFamilies& families) {
        if (!family_.metric.empty()) families.push_back(std::move(family_));
    }

  private:
    MetricFamilyBuilder(std::string name, std::string help, prometheus::MetricType type) {
        family_.name = std::move(name);
        family_.help = std::move(help);
        family_.type = type;
    }

    prometheus::MetricFamily family_;
};

}  // namespace pgoscope::report
